#!lua flags=allow-oom
-- Ties jobs to a pending reservation, splits its hold among several of them, and gives up its parallel slots. What a reservation holds stands at the head of the reserve script.
--
-- KEYS  1 generation  2 reservation  3 leases  4 jobs  5 outbox  6 sequence
--       then for each job its key, then for each further job the reservation of its part, then one rate hash for each account whose rates are limited
-- ARGV  1 jobs (j)  2 lease in ms  3 first look in ms  4 how long a job's key is kept (ms)  5 held of the whole as it is taken to be (seven doubles, as all held are)
--       then for each job: binding (JSON), reservation id, held
-- Returns  UNSEEDED | KNOWN binding binding ... (bound before: nothing changed) | GONE (not pending: only the jobs' keys are set)
--          HELD held (the hold is another: say it again with this one) | OK sequence
-- An entry of the outbox: q sequence, n generation, y bound, i reservation, m numbers (admitted, granted), k account list, c context, then b1 h1 b2 h2 ... (binding and held)

local pack = struct.pack
local generation = redis.call('GET', KEYS[1])
if not generation then return {'UNSEEDED'} end
local jobs = tonumber(ARGV[1])
local known = {'KNOWN'}
for i = 1, jobs do
  local binding = redis.call('GET', KEYS[6 + i])
  if binding then known[#known + 1] = binding end
end
if #known > 1 then return known end

local stored = redis.call('GET', KEYS[2])
local whole = stored and {cmsgpack.unpack(stored)} or {}
local pending = whole[1] == 'R'
if pending then
  local held = pack('<ddddddd', unpack(whole, 4, 10))
  if held ~= ARGV[5] then return {'HELD', held} end
end
for i = 1, jobs do redis.call('SET', KEYS[6 + i], ARGV[3 + 3 * i], 'PX', ARGV[4]) end
if not pending then return {'GONE'} end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for at in string.gmatch(whole[14], '[^,]+') do
  local key = KEYS[5 + 2 * jobs + at]
  if key then redis.call('HINCRBY', key, 'c', -1) end
end

local entry = {'m', pack('<dd', whole[2], whole[3]), 'k', whole[15], 'c', whole[16]}
for i = 1, jobs do
  local key = i == 1 and KEYS[2] or KEYS[5 + jobs + i]
  local binding, id, held = ARGV[3 + 3 * i], ARGV[4 + 3 * i], ARGV[5 + 3 * i]
  local part = {unpack(whole)}
  part[4], part[5], part[6], part[7], part[8], part[9], part[10] = struct.unpack('<ddddddd', held)
  part[13], part[14], part[18], part[19] = '', '', binding, 0
  redis.call('SET', key, cmsgpack.pack(unpack(part)))
  redis.call('ZADD', KEYS[3], now + ARGV[2], id)
  redis.call('ZADD', KEYS[4], now + ARGV[3], id)
  for _, value in ipairs({'b' .. i, binding, 'h' .. i, held}) do entry[#entry + 1] = value end
end

local sequence = redis.call('INCR', KEYS[6])
redis.call('XADD', KEYS[5], '*', 'q', sequence, 'n', generation, 'y', 'bound', 'i', ARGV[5 + 2], unpack(entry))
return {'OK', sequence}
