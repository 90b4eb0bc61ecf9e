-- A reservation that can still be resolved. What it holds stands at the head of the reserve script.
--
-- KEYS  1 reservation
-- Returns  NONE | state (R pending, E expired) admitted granted held (seven doubles) account-list context instance job ('' none)

local stored = redis.call('GET', KEYS[1])
if not stored then return {'NONE'} end
local whole = {cmsgpack.unpack(stored)}
return {whole[1], whole[2], whole[3], struct.pack('<ddddddd', unpack(whole, 4, 10)), whole[15], whole[16], whole[17], whole[18]}
