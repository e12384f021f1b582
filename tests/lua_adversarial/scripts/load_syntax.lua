-- expect: RULE_NOT_LOADED
-- no Lua
return function(order, view
