-- expect: RULE_NOT_LOADED
-- a member that means nothing
return { check = function() return approve() end, on_fil = function() end }
