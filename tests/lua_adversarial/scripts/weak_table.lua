-- expect: RULE_ERROR
-- the way to a use after free in 5.4.4
return function(order, view)
  local t = setmetatable({}, { __mode = 'k' })
  for i = 1, 1e5 do t[{}] = {} end
  return approve()
end
