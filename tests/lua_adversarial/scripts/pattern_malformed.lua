-- expect: RULE_ERROR
-- a set without an end
return function(order, view)
  ('x'):find('[a')
  return approve()
end
