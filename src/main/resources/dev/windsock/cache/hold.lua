-- Prolongs or gives up a lease, if it is still held by who asks.
--
-- KEYS[1]  the lease
-- ARGV[1]  the token of who asks
-- ARGV[2]  how long it lasts from now on, in ms; 0 gives it up
--
-- Reply: 1 when it was held, else 0.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
if ARGV[2] == '0' then
  return redis.call('DEL', KEYS[1])
end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
