-- Raises the barriers of tags and announces each on the log.
--
-- KEYS[1]  the barriers: a sorted set of '<cache> NUL <tag>' by time in ms; the empty member stands
--          for all tags
-- KEYS[2]  the log
-- ARGV[1]  how long a barrier is of use, in ms
-- ARGV[2]  most barriers kept; beyond, the oldest are merged into the one for all tags
-- ARGV[3]  most records that the log keeps
-- ARGV[4]  who raises them
-- ARGV[5..] for each: the cache, the tag, and the time in ms of Redis; 0 for now
--
-- Reply: for each the time in ms at which its barrier stands.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local stands = {}
for i = 5, #ARGV, 3 do
  local member = ARGV[i] .. '\0' .. ARGV[i + 1]
  local at = tonumber(ARGV[i + 2])
  if at == 0 then
    at = now
  end
  local before = tonumber(redis.call('ZSCORE', KEYS[1], member) or 0)
  if before < at then
    redis.call('ZADD', KEYS[1], at, member)
    redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], '*', 'o', 't', 'c', ARGV[i], 'i', ARGV[i + 1],
      't', string.format('%.0f', at), 's', ARGV[4])
    before = at
  end
  stands[#stands + 1] = before
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1])
local over = redis.call('ZCARD', KEYS[1]) - ARGV[2]
if over > 0 then
  -- With one more, as the merged one takes its place.
  local oldest = redis.call('ZRANGE', KEYS[1], 0, over, 'WITHSCORES')
  redis.call('ZREMRANGEBYRANK', KEYS[1], 0, over)
  local floor = tonumber(redis.call('ZSCORE', KEYS[1], '') or 0)
  redis.call('ZADD', KEYS[1], math.max(floor, tonumber(oldest[#oldest])), '')
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return stands
