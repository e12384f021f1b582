-- expect: RULE_ERROR
-- a length that lies needs a metatable
return function(order, view)
  local t = rawlen({ __len = function() return 1e9 end })
  local u = setmetatable({}, { __len = function() return 1e9 end })
  return approve()
end
