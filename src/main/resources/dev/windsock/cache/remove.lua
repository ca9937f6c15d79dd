-- Removes entries of one bucket and announces each on the log, known here or not: another
-- instance may hold it although Redis lost it. What was created later stays, and is announced as changed:
-- another instance may hold what was there before.
--
-- KEYS[1]    the log of the bucket
-- KEYS[2]    when what was removed last: a sorted set by time in ms, see wipe.lua
-- KEYS[3..]  the entries, each followed by its lease: what is being loaded is void, too
-- ARGV[1]    most records that the log keeps, and the set
-- ARGV[2]    name of the cache
-- ARGV[3]    who removes them
-- ARGV[4]    time in ms of Redis: an entry that was created later stays
-- ARGV[5]    how long it is of use to know when an id was removed, in ms
-- ARGV[6..]  the ids, one for each entry
--
-- Reply: one integer for each entry, 1 when there was one and it was removed.
-- The time of creation stands in bytes 16 to 23 of an envelope.

-- Never to an earlier time, also where Redis' clock was set back.
local function remember(member, at)
  if tonumber(redis.call('ZSCORE', KEYS[2], member) or 0) < at then
    redis.call('ZADD', KEYS[2], at, member)
  end
end

local function announce(what, id)
  redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'o', what, 'c', ARGV[2], 'i', id, 's', ARGV[3])
end

local removed = {}
local latest = tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i = 1, (#KEYS - 2) / 2 do
  local entry = KEYS[2 * i + 1]
  local created = latest < 2^53 and redis.call('GETRANGE', entry, 16, 23) or ''
  if #created == 8 and struct.unpack('>I8', created) > latest then
    removed[i] = 0
    announce('u', ARGV[i + 5])
  else
    removed[i] = redis.call('UNLINK', entry)
    redis.call('UNLINK', KEYS[2 * i + 2])
    remember(ARGV[2] .. '\0' .. ARGV[i + 5], now)
    announce('d', ARGV[i + 5])
  end
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[5])
local over = redis.call('ZCARD', KEYS[2]) - ARGV[1]
if over > 0 then
  -- With one more, as the empty member takes its place: it stands for all.
  local oldest = redis.call('ZRANGE', KEYS[2], 0, over, 'WITHSCORES')
  redis.call('ZREMRANGEBYRANK', KEYS[2], 0, over)
  remember('', tonumber(oldest[#oldest]))
end
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return removed
