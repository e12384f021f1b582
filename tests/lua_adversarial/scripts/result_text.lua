-- expect: RULE_BAD_RESULT
-- a word
return function(order, view)
  do return 'approve' end
  return approve()
end
