-- expect: RULE_ERROR
-- things that can't be compared
return function(order, view)
  table.sort({ 1, 'a', {}, order })
  return approve()
end
