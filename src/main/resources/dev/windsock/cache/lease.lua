-- Takes the lease to load one entry, if nobody stored that entry since it was looked at.
--
-- KEYS[1]  the entry
-- KEYS[2]  its lease
-- ARGV[1]  the version that was seen there: 8 bytes, '' for none, '*' for any
-- ARGV[2]  the token of who asks: the instance, a colon and a number
-- ARGV[3]  how long the lease lasts, in ms
--
-- Reply: 1 when taken, 0 when another holds it; else the entry that was stored meanwhile.
local found = redis.pcall('GETRANGE', KEYS[1], 8, 15)
if type(found) == 'table' or found == '\0\0\0\0\0\0\0\0' then
  found = ''
end
if ARGV[1] ~= '*' and found ~= '' and ARGV[1] ~= found then
  return redis.call('GET', KEYS[1])
end
-- A lease of the same instance is one of a load that ended: an instance loads an entry once at a time,
-- and its release may still be under way.
local holder = redis.call('GET', KEYS[2])
if holder and string.match(holder, '^(.*):') ~= string.match(ARGV[2], '^(.*):') then
  return 0
end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return 1
