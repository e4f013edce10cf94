#pragma once

namespace idpsync {

/// Looks keys up in a std::map in ascending order: all of them together cost one walk through the map, where
/// searching from the root would cost a cache miss a level for each.
template <class Map>
class SortedWalk
{
public:
    /// `map` must outlive the walk and not change.
    explicit SortedWalk(const Map& map) : next_(map.begin()), end_(map.end()) {}

    /// The value of `key`, or null. No `key` may be less than the one before.
    const typename Map::mapped_type* find(const typename Map::key_type& key)
    {
        while (next_ != end_ && next_->first < key)
            ++next_;
        return next_ != end_ && next_->first == key ? &next_->second : nullptr;
    }

private:
    typename Map::const_iterator next_;
    typename Map::const_iterator end_;
};

} // namespace idpsync
