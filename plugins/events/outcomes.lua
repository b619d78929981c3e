--- What becomes of a deed by the verb that governs it.
-- For `end` the noun's own field `ended` says it.
return {
    sign = {AGREE = "SUPPORT", COOPERATE = "SUPPORT"},
    reach = {SUPPORT = "AGREE", RETREAT = "AGREE"},
    ["do"] = {},
}
