-- expect: RULE_ERROR
-- an error that is a table
return function(order, view)
  error({ code = 'APPROVE', tostring = function() return 'approve' end })
  return approve()
end
