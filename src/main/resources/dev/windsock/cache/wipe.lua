-- Announces on the log of a bucket that entries of a cache were removed by a selection, and keeps the
-- time of it.
--
-- KEYS[1]   the log of the bucket
-- KEYS[2]   when what was removed last: a sorted set by time in ms of Redis, of '<cache> NUL <id>' for
--           one entry, '<cache>' for any of a cache, and the empty member for what is not known any more
-- ARGV[1]   most records that the log keeps
-- ARGV[2]   name of the cache
-- ARGV[3]   how long it is of use to know when it was, in ms
-- ARGV[4..] the fields of the record
--
-- Reply: the id of the record.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- Never to an earlier time, also where Redis' clock was set back.
if tonumber(redis.call('ZSCORE', KEYS[2], ARGV[2]) or 0) < now then
  redis.call('ZADD', KEYS[2], now, ARGV[2])
end
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', unpack(ARGV, 4))
