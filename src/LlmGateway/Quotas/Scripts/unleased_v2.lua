-- Which of some reservations are pending without a lease: nobody would ever resolve them. What a reservation holds stands at the head of the reserve script.
--
-- KEYS  1 leases  then reservations    ARGV  their ids
-- Returns  id id ...

local answer = {}
for i, id in ipairs(ARGV) do
  local stored = redis.call('GET', KEYS[1 + i])
  if stored and cmsgpack.unpack(stored) == 'R' and not redis.call('ZSCORE', KEYS[1], id) then answer[#answer + 1] = id end
end
return answer
