-- expect: RULE_ERROR
-- through a text
return function(order, view)
  ('').upper = nil
  return approve()
end
