-- The shared count of one client of our own: the generic cell rate algorithm, in one number.
-- KEYS 1 the instant (µs of Redis) at which the client will owe nothing
-- ARGV 1 requests that were let through since the last report, 2 µs that one costs, 3 window µs
-- Reply: µs that the client owes now, these requests included
local t = redis.call('TIME')
local now = tonumber(t[1]) * 1000000 + tonumber(t[2])
local span = tonumber(ARGV[3])
-- Never more than a window: a step of the clock, or instances that let through at once, pass by.
local free = math.max(now, math.min(tonumber(redis.call('GET', KEYS[1]) or 0), now + span))
free = math.min(free + tonumber(ARGV[1]) * tonumber(ARGV[2]), now + span)
if free > now then
  redis.call('SET', KEYS[1], string.format('%.0f', free), 'PX', math.ceil((free - now) / 1000) + 1)
end
return free - now
