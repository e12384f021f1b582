-- expect: RULE_NOT_LOADED
-- the file's own code never ends
while true do end
return function() return approve() end
