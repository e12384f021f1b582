-- expect: RULE_NOT_LOADED
-- the file's own code writes a global
x = 1
return function() return approve() end
