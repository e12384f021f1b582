-- expect: RULE_ERROR
-- code from text
return function(order, view)
  load('while true do end')()
  return approve()
end
