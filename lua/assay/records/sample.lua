--- Random samples that are the same for a seed on every machine: reservoir
-- sampling (Vitter 1985, algorithm R) with numbers of SplitMix64 (Steele, Lea
-- and Flood 2014), so that math.random and its state play no part.
local sample = {}

--- A source of numbers: f(n) gives an integer from 1 to n, each as likely.
local function generator(seed)
    local state = seed
    local function bits()
        state = state + 0x9E3779B97F4A7C15 -- wraps round, as it should
        local z = state
        z = (z ~ (z >> 30)) * 0xBF58476D1CE4E5B9
        z = (z ~ (z >> 27)) * 0x94D049BB133111EB
        return (z ~ (z >> 31)) >> 1
    end
    return function(n)
        -- What lies above the last whole multiple of n would favour some.
        local limit = math.maxinteger - math.maxinteger % n
        local drawn = bits()
        while drawn >= limit do
            drawn = bits()
        end
        return drawn % n + 1
    end
end

--- `n` items of an iterator, all if there are fewer, in its order.
-- Memory: the sample alone.
-- @tparam integer n
-- @tparam function next iterator: gives items until nil
-- @tparam integer seed
-- @tparam[opt] function take called with an item that comes into the sample
-- @tparam[opt] function drop called with one that is put out again
function sample.stream(n, next, seed, take, drop)
    local draw, kept, seen = generator(seed), {}, 0
    for item in next do
        seen = seen + 1
        local slot = seen <= n and seen or draw(seen)
        if slot <= n then
            local old = kept[slot]
            if old and drop then
                drop(old.item)
            end
            if take then
                take(item)
            end
            kept[slot] = {item = item, at = seen}
        end
    end
    table.sort(kept, function(a, b) return a.at < b.at end)
    for i, one in ipairs(kept) do
        kept[i] = one.item
    end
    return kept
end

--- `n` items of a list, all if it has fewer, in its order.
function sample.list(n, list, seed)
    local i = 0
    return sample.stream(n, function()
        i = i + 1
        return list[i]
    end, seed)
end

return sample
