-- Decides who of several instances listens to a stream, and keeps how far it came.
--
-- KEYS[1]  the lease
-- KEYS[2]  how far the stream was heard: a hash of 'position' (unix time in µs up to which everything is
--          written) and 'heard' (ms by this server's clock, when the stream was last heard)
-- ARGV[1]  the token of who asks
-- ARGV[2]  how long the lease lasts from now on, in ms; 0 gives it up
-- ARGV[3]  the asker's position in µs, '' for none; counts only if the lease is the asker's
-- ARGV[4]  since when the asker last heard the stream, in ms, '' for never
-- ARGV[5]  how long the second key is kept, in ms
--
-- Reply: {1 when the lease is the asker's now, else 0; the position or ''; ms since it was heard or -1}
local now = redis.call('TIME')
local millis = tonumber(now[1]) * 1000 + math.floor(tonumber(now[2]) / 1000)
local holder = redis.call('GET', KEYS[1])
local ours = not holder or holder == ARGV[1]
if ours then
  if ARGV[3] ~= '' then
    local known = redis.call('HGET', KEYS[2], 'position')
    if not known or tonumber(known) < tonumber(ARGV[3]) then
      redis.call('HSET', KEYS[2], 'position', ARGV[3])
    end
  end
  if ARGV[4] ~= '' then
    redis.call('HSET', KEYS[2], 'heard', string.format('%.0f', millis - tonumber(ARGV[4])))
  end
  redis.call('PEXPIRE', KEYS[2], ARGV[5])
  if ARGV[2] == '0' then
    redis.call('DEL', KEYS[1])
  else
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  end
end
local position = redis.call('HGET', KEYS[2], 'position') or ''
local heard = redis.call('HGET', KEYS[2], 'heard')
return {ours and 1 or 0, position, heard and math.max(0, millis - tonumber(heard)) or -1}
