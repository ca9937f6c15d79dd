-- The shared lane of one provider: an exact rolling log of the latest grants of all instances.
-- KEYS 1 ring: 8-byte stamps (µs by which a granted call has arrived), a section for each ring; 2 meta: a hash
-- ARGV 1 operation (take, peek, adopt; a refund is a take of none with a settlement of the far past), 2 run_id
--      of the server, 3 shape and 4 version of the caller's configuration, 5 the ledger that the caller knows
--      or '', 6 an id for a new one, 7 '1' when there may never have been one, 8 cost of a call, 9 calls
--      wanted, 10 guard µs, 11 hold µs, 12 time to live ms, 13 block µs, 14 rings, 15 windows, 16 settlements;
--      then for each ring: slots, grain; window: ring, slots, µs; settlement: grants, µs of their grant, age µs
-- Reply: code (0 spent, 1 granted, 2 held, 3 blocked, 4 stale configuration, 5 configure first), calls granted,
--      now, next µs at which the cost fits, µs at which a block ends, ledger id; then for each window the
--      grants left and the µs at which its oldest grant leaves
local call, N, max, min, floor, key, meta = redis.call, tonumber, math.max, math.min, math.floor, KEYS[1], KEYS[2]
local op, cost, guard, hold_for = ARGV[1], N(ARGV[8]), N(ARGV[10]), N(ARGV[11])
local m = call('HMGET', meta, 'run', 'shape', 'version', 'ledger', 'born', 'last', 'hold', 'block', 'heads', 'credit')
local t, ledger, born = call('TIME'), m[4], N(m[5] or 0)
local now, hold, block = max(N(t[1]) * 1000000 + N(t[2]), N(m[6] or 0)), N(m[7] or 0), N(m[8] or 0)
if ledger and m[2] ~= ARGV[3] then return {N(ARGV[4]) > N(m[3]) and 5 or 4, 0, now, now, block, ledger} end
local lost = not ledger or (m[9]:sub(1, 2) ~= '0 ' and call('EXISTS', key) == 0)
local rings, base, arg, heads, credits = {}, 0, 17, (not lost and m[9] or ''):gmatch('%d+'), (not lost and m[10] or ''):gmatch('%d+')
for i = 1, N(ARGV[14]) do
  rings[i] = {cap = N(ARGV[arg]), grain = N(ARGV[arg + 1]), base = base, head = N(heads() or 0), fill = N(heads() or 0),
    owed = N(credits() or 0), credit = N(credits() or 0), at = N(credits() or 0)}
  base, arg = base + rings[i].cap, arg + 2
end
local function at(r, s) return (r.base + s % r.cap) * 8 end
local function get(r, s) return (struct.unpack('>I8', call('GETRANGE', key, at(r, s), at(r, s) + 7))) end
local function put(r, s, v) call('SETRANGE', key, at(r, s), struct.pack('>I8', v)) end
local function after(r, low, instant) -- the first slot from low on with a later stamp
  local high = r.head
  low = max(low, 0, high - r.cap)
  while low < high do
    local middle = floor((low + high) / 2)
    if get(r, middle) > instant then high = middle else low = middle + 1 end
  end
  return low
end
local known = hold -- then fence: what may have been lost is waited out
if lost and (ledger or ARGV[7] ~= '1') or ledger and m[1] ~= ARGV[2] then hold = max(hold, now + hold_for) end
if lost then ledger, born = ARGV[6], now end
if ARGV[5] ~= '' and ARGV[5] ~= ledger then hold = max(hold, born + hold_for) end
local windows, w, told, calls = arg, {}, {}, op == 'take' and N(ARGV[9]) or 0
arg = arg + 3 * N(ARGV[15])
for j, r in ipairs(ARGV[16] ~= '0' and rings or {}) do -- settle the oldest that are not, a whole slot at once
  local s = after(r, 0, now)
  if s ~= r.owed then r.owed, r.credit = s, 0 end
  for i = arg, arg + 3 * N(ARGV[16]) - 1, 3 do
    local left, by = N(ARGV[i + 1]) + guard > now and N(ARGV[i]) or 0, max(0, now - N(ARGV[i + 2])) -- too late: only others'
    while left > 0 and r.owed < r.head do
      local need = (r.owed == r.head - 1 and r.fill or r.grain) - r.credit
      r.at, r.credit, left = r.credit > 0 and max(r.at, by) or by, r.credit + min(left, need), left - need
      if left >= 0 then
        put(r, r.owed, max(r.at, r.owed > max(0, r.head - r.cap) and get(r, r.owed - 1) or 0))
        r.owed, r.credit = r.owed + 1, 0
      end
    end
  end
  told[j] = string.format('%d %d %.0f', r.owed, r.credit, r.at)
end
if lost or told[1] then call('HSET', meta, 'credit', table.concat(told, ' ')) end
if op == 'adopt' then block = max(block, now + N(ARGV[13])) end
if max(hold, block) > now then calls = 0 end
for i = windows, arg - 1, 3 do
  local r, slots, span = rings[N(ARGV[i])], N(ARGV[i + 1]), N(ARGV[i + 2])
  local first = after(r, r.head - slots, now - span)
  r.live = r.head > first
  w[#w + 1] = {r = r, span = span, first = first, free = (slots - r.head + first) * r.grain + (r.live and r.grain - r.fill or 0)}
  calls = min(calls, floor(w[#w].free / cost))
end
for _, r in ipairs(calls > 0 and rings or {}) do
  local left, stamp = calls * cost, max(now + guard, r.head > 0 and get(r, r.head - 1) or 0)
  if r.live and r.fill < r.grain then r.head, left = r.head - 1, left + r.fill end -- the newest slot is filled up
  while left > 0 do
    put(r, r.head, stamp)
    r.head, r.fill, left = r.head + 1, min(left, r.grain), left - r.grain
  end
end
local code = block > now and 3 or hold > now and 2 or calls > 0 and 1 or 0
local reply = {code, calls, now, max(now, hold, block), block, ledger}
for i, x in ipairs(w) do
  local free, r = x.free - calls * cost, x.r
  reply[5 + 2 * i], reply[6 + 2 * i] = free, x.first < r.head and get(r, x.first) + x.span or now
  local slot = min(x.first + math.ceil((cost - free) / r.grain), r.head) - 1
  if free < cost and slot >= 0 then reply[4] = max(reply[4], get(r, slot) + x.span) end
end
if op ~= 'peek' or lost or hold ~= known or m[1] ~= ARGV[2] then
  for i, r in ipairs(rings) do rings[i] = r.head .. ' ' .. r.fill end
  call('HSET', meta, 'run', ARGV[2], 'shape', ARGV[3], 'version', max(N(ARGV[4]), N(m[3] or 0)), 'ledger', ledger, 'born', born, 'last', now,
    'hold', hold, 'block', block, 'heads', table.concat(rings, ' '))
  for _, k in ipairs(KEYS) do call('PEXPIRE', k, ARGV[12]) end
end
return reply
