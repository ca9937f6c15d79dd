-- Removes entries of one bucket and announces each on the log, known here or not: another
-- instance may hold it although Redis lost it.
--
-- KEYS[1]    the log of the bucket
-- KEYS[2..]  the entries
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
for i = 2, #KEYS do
  local created = latest < 2^53 and redis.call('GETRANGE', KEYS[i], 16, 23) or ''
  if #created == 8 and struct.unpack('>I8', created) > latest then
    removed[i - 1] = 0
  else
    removed[i - 1] = redis.call('UNLINK', KEYS[i])
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'o', 'd', 'c', ARGV[2], 'i', ARGV[i + 3], 's', ARGV[3])
  end
end
return removed
