#!lua flags=allow-oom
-- Ties jobs to a pending reservation, splits its hold among several of them, and gives up its parallel slots.
--
-- KEYS  1 generation  2 reservation  3 leases  4 jobs  5 outbox  6 sequence
--       then for each job its key, then for each further job the reservation of its part, then one rate hash for each account whose rates are limited
-- ARGV  1 jobs (j)  2 lease in ms  3 first look in ms  4 how long a job's key is kept (ms)  5 held of the whole as it is taken to be
--       then for each job: binding (JSON), reservation id, held
-- Returns  UNSEEDED | KNOWN binding binding ... (bound before: nothing changed) | GONE (not pending: only the jobs' keys are set)
--          HELD held (the hold is another: say it again with this one) | OK sequence

local generation = redis.call('GET', KEYS[1])
if not generation then return {'UNSEEDED'} end
local jobs = tonumber(ARGV[1])
local known = {'KNOWN'}
for i = 1, jobs do
  local binding = redis.call('GET', KEYS[6 + i])
  if binding then known[#known + 1] = binding end
end
if #known > 1 then return known end

local whole = redis.call('HMGET', KEYS[2], 's', 'h', 'b', 't', 'g', 'k', 'c', 'i', 'e', 'm')
if whole[1] == 'R' and whole[2] ~= ARGV[5] then return {'HELD', whole[2]} end
for i = 1, jobs do redis.call('SET', KEYS[6 + i], ARGV[3 + 3 * i], 'PX', ARGV[4]) end
if whole[1] ~= 'R' then return {'GONE'} end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for at in string.gmatch(whole[3], '[^,]+') do
  local key = KEYS[5 + 2 * jobs + at]
  if key then redis.call('HINCRBY', key, 'c', -1) end
end

local entry = {'t', whole[4], 'g', whole[5], 'k', whole[6], 'c', whole[7]}
for i = 1, jobs do
  local key = i == 1 and KEYS[2] or KEYS[5 + jobs + i]
  local binding, id, held = ARGV[3 + 3 * i], ARGV[4 + 3 * i], ARGV[5 + 3 * i]
  redis.call('HSET', key, 's', 'R', 't', whole[4], 'g', whole[5], 'h', held, 'k', whole[6], 'c', whole[7], 'i', whole[8], 'e', whole[9], 'm', whole[10],
    'n', '', 'b', '', 'j', binding, 'l', 0)
  redis.call('ZADD', KEYS[3], now + ARGV[2], id)
  redis.call('ZADD', KEYS[4], now + ARGV[3], id)
  for _, value in ipairs({'b' .. i, binding, 'h' .. i, held}) do entry[#entry + 1] = value end
end

local sequence = redis.call('INCR', KEYS[6])
redis.call('XADD', KEYS[5], '*', 'q', sequence, 'n', generation, 'y', 'bound', 'i', ARGV[5 + 2], unpack(entry))
return {'OK', sequence}
