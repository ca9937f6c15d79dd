-- Adds two numbers.
-- KEYS[1]: any key. ARGV[1], ARGV[2]: integers. Reply: their sum.
return tonumber(ARGV[1]) + tonumber(ARGV[2])
