--- Words that tell where and when, as sets of norms.
local function each(list)
    local set = {}
    for word in list:gmatch("%S+") do
        set[word] = true
    end
    return set
end

return {
    -- What may stand before a place at which something happens
    at = each "in at near outside off around across inside over along throughout",
    -- These do not lead to it
    stops = each "to from by and",
    possessive = each "'s ’s",
    -- One place lies in another: "Multan in southern Pakistan"
    inside = each "in within",
    -- Which part of that, before its name
    sides = each [[the - north south east west northern southern eastern western
        northeastern northwestern southeastern southwestern northeast northwest southeast
        southwest central upper lower far remote coastal inland rural occupied nearby neighbouring
        neighboring]],
    -- Behind a name: "Nakuru county"
    classes = each [[area camp canton city county department district division governorate
        island islands municipality neighborhood neighbourhood oblast port prefecture
        province region state suburb territory town valley village]],
    -- A date behind these is a bound, or when somebody said so
    bound = each "since until from by to",
    -- Somebody speaks there: "officials in Nairobi said"
    says = each "said says say told reported announced",
    -- Who tells it, and where they are: "officials in Nairobi"
    teller = each [[official officials ministry spokesman spokeswoman sources authorities
        doctors diplomats]],
}
