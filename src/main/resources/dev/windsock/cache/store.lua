-- Stores an entry if the one that lies there is the expected one and the lease allows it, gives
-- the lease up, and announces the entry on the log.
--
-- KEYS[1]  the entry
-- KEYS[2]  the log of its bucket
-- KEYS[3]  the lease of the entry
-- ARGV[1]  the version expected there: 8 bytes, '' for none, '*' for any
-- ARGV[2]  the envelope to store
-- ARGV[3]  how long Redis keeps it, in ms
-- ARGV[4]  most records that the log keeps; 0 to announce nothing
-- ARGV[5]  name of the cache
-- ARGV[6]  id of the entry
-- ARGV[7]  who stores it
-- ARGV[8]  the token under which it was loaded: it must still hold the lease; '' for what was
--          loaded without one: nobody may hold it; '-' for what was loaded while Redis was away;
--          '*' for what was not loaded
--
-- Reply: 1 when stored; else the entry that lies there (nil when there is none).
-- The version stands in bytes 8 to 15 of an envelope; a remembered failure has version 0 and
-- never stands in the way of a value.
local LOOKED_AT = 2000

-- Whether an entry was removed since it began to be loaded, or may have been: the log tells. Under a
-- lease this is known without it, as a removal takes the lease away.
local function removed(log, cache, id, envelope)
  local since = string.format('%.0f', struct.unpack('>I8', string.sub(envelope, 17, 24)))
  local records = redis.call('XRANGE', log, since, '+', 'COUNT', LOOKED_AT)
  for _, record in ipairs(records) do
    local fields = {}
    for i = 1, #record[2], 2 do
      fields[record[2][i]] = record[2][i + 1]
    end
    if fields['c'] == cache and ((fields['o'] == 'd' and fields['i'] == id) or fields['o'] == 'm') then
      return true
    end
  end
  return #records == LOOKED_AT
end

if (ARGV[8] == '' or ARGV[8] == '-') and removed(KEYS[2], ARGV[5], ARGV[6], ARGV[2]) then
  return redis.call('GET', KEYS[1])
end
if ARGV[8] ~= '*' and ARGV[8] ~= '-' and (redis.call('GET', KEYS[3]) or '') ~= ARGV[8] then
  return redis.call('GET', KEYS[1])
end
local found = redis.call('GETRANGE', KEYS[1], 8, 15)
if found == '\0\0\0\0\0\0\0\0' then
  found = ''
end
if ARGV[8] ~= '*' and ARGV[8] ~= '-' and ARGV[8] ~= '' then
  redis.call('DEL', KEYS[3])
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
