-- Announces on the log of a bucket that entries of a cache were removed by a selection, and keeps the
-- time of it.
--
-- KEYS[1]   the log of the bucket
-- KEYS[2]   when what was removed last: a sorted set by time in ms of Redis, of '<cache> NUL <id>' for
--           one entry, '<cache>' for any of a cache, and the empty member for what is not known any more
-- ARGV[1]   most records that the log keeps
-- ARGV[2]   name of the cache
-- ARGV[3..] the fields of the record
--
-- Reply: the id of the record.
local time = redis.call('TIME')
redis.call('ZADD', KEYS[2], time[1] * 1000 + math.floor(time[2] / 1000), ARGV[2])
return redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', unpack(ARGV, 3))
