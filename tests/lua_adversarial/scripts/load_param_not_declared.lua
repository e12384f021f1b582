-- expect: RULE_NOT_LOADED
-- params: {"cap": 1}
-- a parameter the rule does not know
return { params = { limit = 5 }, check = function() return approve() end }
