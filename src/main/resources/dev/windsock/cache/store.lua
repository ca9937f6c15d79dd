-- Stores entries of one bucket: each if the one that lies there is the expected one and the lease
-- allows it. Gives the lease up, and announces the entry on the log.
--
-- KEYS[1]    the log of the bucket
-- KEYS[2]    when what was removed last: a sorted set, see wipe.lua
-- KEYS[3..]  for each entry: the entry, its lease
-- ARGV[1]    most records that the log keeps
-- ARGV[2]    name of the cache
-- ARGV[3]    who stores them
-- ARGV[4..]  for each entry:
--   1  the version expected there: 8 bytes, '' for none, '*' for any
--   2  the envelope to store
--   3  how long Redis keeps it, in ms
--   4  1 to announce it, 0 not to
--   5  its id
--   6  the token under which it was loaded: it must still hold the lease; '' for what was loaded
--      without one: nobody may hold it; '-' for what was loaded while Redis was away; '*' for what
--      was not loaded
--
-- Reply: for each entry 1 when it was stored; else the one that lies there (nil when there is none).
-- The version stands in bytes 8 to 15 of an envelope, in bytes 16 to 23 when making it began, in ms of
-- Redis. A remembered failure has version 0 and never stands in the way of a value, nor does what is
-- no string.

-- Whether an entry was removed since it began to be loaded, or may have been. Under a lease this is known
-- without asking, as a removal takes the lease away.
local function removed(id, envelope)
  local since = struct.unpack('>I8', string.sub(envelope, 17, 24))
  for _, member in ipairs({ARGV[2] .. '\0' .. id, ARGV[2], ''}) do
    if tonumber(redis.call('ZSCORE', KEYS[2], member) or 0) >= since then
      return true
    end
  end
  return false
end

local function get(key)
  local found = redis.pcall('GET', key)
  return type(found) ~= 'table' and found
end

local function store(key, lease, at)
  local expected, token = ARGV[at], ARGV[at + 5]
  local leased = token ~= '*' and token ~= '-' and token ~= ''
  if (token == '' or token == '-') and removed(ARGV[at + 4], ARGV[at + 1]) then
    return get(key)
  end
  if (leased or token == '') and (redis.call('GET', lease) or '') ~= token then
    return get(key)
  end
  local found = redis.pcall('GETRANGE', key, 8, 15)
  if type(found) == 'table' or found == '\0\0\0\0\0\0\0\0' then
    found = ''
  end
  if leased then
    redis.call('DEL', lease)
  end
  if expected ~= '*' and expected ~= found then
    return get(key)
  end
  redis.call('SET', key, ARGV[at + 1], 'PX', ARGV[at + 2])
  if ARGV[at + 3] == '1' then
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'o', 'u', 'c', ARGV[2], 'i', ARGV[at + 4],
      's', ARGV[3])
  end
  return 1
end

local replies = {}
for i = 1, (#KEYS - 2) / 2 do
  replies[i] = store(KEYS[2 * i + 1], KEYS[2 * i + 2], 6 * i - 2)
end
return replies
