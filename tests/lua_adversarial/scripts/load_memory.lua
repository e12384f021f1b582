-- expect: RULE_NOT_LOADED
-- the file's own code takes all memory
local t = {}
for i = 1, 1e9 do t[i] = {} end
return function() return approve() end
