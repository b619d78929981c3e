--- Sets of words, and what is found out about a word only once.
local words = {}

local MOST = 4096 -- words that are remembered; then anew

--- {the = true, a = true} of "the a".
function words.set(list)
    local out = {}
    for w in list:gmatch("%S+") do
        out[w] = true
    end
    return out
end

--- `find_out`, which never gives nil, asked once a word.
function words.remembered(find_out)
    local known, n = {}, 0
    return function(w)
        local what = known[w]
        if what == nil then
            if n >= MOST then
                known, n = {}, 0
            end
            what = find_out(w)
            known[w], n = what, n + 1
        end
        return what
    end
end

return words
