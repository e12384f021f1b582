-- expect: RULE_BAD_RESULT
-- a proxy has a tag's type
return function(order, view)
  do return order end
  return approve()
end
