-- Removes entries of one bucket and announces each on the log, known here or not: another
-- instance may hold it although Redis lost it.
--
-- KEYS[1]    the log of the bucket
-- KEYS[2..]  the entries
-- ARGV[1]    most records that the log keeps
-- ARGV[2]    name of the cache
-- ARGV[3]    who removes them
-- ARGV[4..]  the ids, one for each entry
--
-- Reply: one integer for each entry, 1 when there was one.
local removed = {}
for i = 2, #KEYS do
  removed[i - 1] = redis.call('UNLINK', KEYS[i])
  redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'o', 'd', 'c', ARGV[2], 'i', ARGV[i + 2], 's', ARGV[3])
end
return removed
