-- expect: RULE_NOT_LOADED
-- returns nothing
local x = 1
