-- Stores an entry if the one that lies there is the expected one, and announces it on the log.
--
-- KEYS[1]  the entry
-- KEYS[2]  the log of its bucket
-- ARGV[1]  the version expected there: 8 bytes, '' for none, '*' for any
-- ARGV[2]  the envelope to store
-- ARGV[3]  how long Redis keeps it, in ms
-- ARGV[4]  most records that the log keeps; 0 to announce nothing
-- ARGV[5]  name of the cache
-- ARGV[6]  id of the entry
-- ARGV[7]  who stores it
--
-- Reply: 1 when stored; else the entry that lies there (nil when it vanished meanwhile).
-- The version stands in bytes 8 to 15 of an envelope; a remembered failure has version 0 and
-- never stands in the way of a value.
local found = redis.call('GETRANGE', KEYS[1], 8, 15)
if found == '\0\0\0\0\0\0\0\0' then
  found = ''
end
if ARGV[1] ~= '*' and ARGV[1] ~= found then
  return redis.call('GET', KEYS[1])
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
local keep = tonumber(ARGV[4])
if keep > 0 then
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', keep, '*', 'o', 'u', 'c', ARGV[5], 'i', ARGV[6], 's', ARGV[7])
end
return 1
