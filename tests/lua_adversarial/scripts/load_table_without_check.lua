-- expect: RULE_NOT_LOADED
-- a table without check
return { id = 'x' }
