-- expect: RULE_NOT_LOADED
-- returns a number
return 42
