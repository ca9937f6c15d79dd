-- Removes entries of one bucket and announces each on the log, known here or not: another
-- instance may hold it although Redis lost it.
--
-- KEYS[1]    the log of the bucket
-- KEYS[2..]  the entries, each followed by its lease: what is being loaded is void, too
-- ARGV[1]    most records that the log keeps
-- ARGV[2]    name of the cache
-- ARGV[3]    who removes them
-- ARGV[4]    wall time in ms: an entry that was created later stays
-- ARGV[5..]  the ids, one for each entry
--
-- Reply: one integer for each entry, 1 when there was one and it was removed.
-- The time of creation stands in bytes 16 to 23 of an envelope.
local removed = {}
local latest = tonumber(ARGV[4])
for i = 1, (#KEYS - 1) / 2 do
  local entry = KEYS[2 * i]
  local created = latest < 2^53 and redis.call('GETRANGE', entry, 16, 23) or ''
  if #created == 8 and struct.unpack('>I8', created) > latest then
    removed[i] = 0
  else
    removed[i] = redis.call('UNLINK', entry)
    redis.call('UNLINK', KEYS[2 * i + 1])
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'o', 'd', 'c', ARGV[2], 'i', ARGV[i + 4], 's', ARGV[3])
  end
end
return removed
