-- Some accounts at one instant, for a comparison with the ledger: their counters, what the live reservations hold on them, and the last outbox number.
-- What hashes and reservations hold stands at the head of the reserve script.
--
-- KEYS  1 generation  2 sequence  3 leases  4 what the names of reservations begin with (same hash tag, so the same slot)  then accounts
-- ARGV  for each account its name in account lists, kind:id|window
-- Returns  UNSEEDED | OK generation sequence, then for each account its fields and values (a list), and seven amounts (doubles)

local generation = redis.call('GET', KEYS[1])
if not generation then return {'UNSEEDED'} end
local at, held = {}, {}
for i, name in ipairs(ARGV) do
  at[name] = i
  held[i] = {0, 0, 0, 0, 0, 0, 0}
end

for _, id in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
  local stored = redis.call('GET', KEYS[4] .. id)
  local whole = stored and {cmsgpack.unpack(stored)} or {}
  if whole[1] == 'R' then
    for name in string.gmatch(whole[15], '([^,|]+|[^,|]*)|[^,]*') do
      local i = at[name]
      if i then
        for meter = 1, 7 do held[i][meter] = held[i][meter] + whole[3 + meter] end
      end
    end
  end
end

local answer = {'OK', generation, tonumber(redis.call('GET', KEYS[2]) or 0)}
for i = 1, #ARGV do
  answer[#answer + 1] = redis.call('HGETALL', KEYS[4 + i])
  answer[#answer + 1] = struct.pack('<ddddddd', unpack(held[i]))
end
return answer
