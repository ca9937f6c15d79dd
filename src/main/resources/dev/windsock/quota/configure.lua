-- Moves the log of one provider's shared lane over to another configuration. Nothing is forgotten
-- unsafely: what the old rings no longer knew, or the new have no place for, counts as late as the oldest
-- that is known. A head beyond the ring's length says so, for a longer ring to come.
-- KEYS 1 ring, 2 meta, as in quota.lua
-- ARGV 1 shape and 2 version of the new configuration, 3 rings; then for each: slots, grain
-- Reply: 1 moved, 0 not: there is no ledger, or a later configuration stands
local call, N, key, meta = redis.call, tonumber, KEYS[1], KEYS[2]
local m = call('HMGET', meta, 'shape', 'version', 'heads')
if not m[1] or m[1] == ARGV[1] or N(ARGV[2]) <= N(m[2]) then return 0 end
local old, base, sizes = {}, 0, m[1]:gmatch('(%d+)x(%d+)')
for head, fill in m[3]:gmatch('(%d+) (%d+)') do
  local cap, grain = sizes()
  old[#old + 1] = {cap = N(cap), grain = N(grain), head = N(head), fill = N(fill), base = base}
  base = base + N(cap)
end
local function get(r, s)
  local from = (r.base + s % r.cap) * 8
  return call('GETRANGE', key, from, from + 7)
end
local log, heads = {}, {}
for i = 1, N(ARGV[3]) do
  local cap, grain, from = N(ARGV[2 + 2 * i]), N(ARGV[3 + 2 * i]), old[1]
  for _, o in ipairs(old) do if o.grain == grain then from = o end end
  local alike = from.grain == grain
  local kept = alike and math.min(from.head, from.cap, cap) or 0
  local first, forgotten = #log, from.head > kept
  if forgotten then
    local filler = get(from, alike and from.head - kept or from.head - 1)
    for s = 1, cap - kept do log[first + s] = filler end
  end
  for s = from.head - kept, from.head - 1 do log[#log + 1] = get(from, s) end
  heads[i] = (#log - first + (forgotten and cap or 0)) .. ' ' .. (alike and from.fill or grain)
  while #log < first + cap do log[#log + 1] = '\0\0\0\0\0\0\0\0' end
end
local ttl = call('PTTL', meta)
-- A ring that is gone stays gone: quota.lua has to see the loss.
if m[3]:sub(1, 2) == '0 ' or call('EXISTS', key) == 1 then call('SET', key, table.concat(log), 'PX', ttl) end
call('HSET', meta, 'shape', ARGV[1], 'version', ARGV[2], 'heads', table.concat(heads, ' '), 'credit', '')
return 1
