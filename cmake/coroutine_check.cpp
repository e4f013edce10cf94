// Coroutines as this project writes them. Built and run when the project is configured: a compiler that
// destroys something twice, never, or at another address than it made it at is refused (CompilerCheck.cmake).
// GCC 12 does. Prints the cases that went wrong and returns their number; 0 when all is well.

#include <coroutine>
#include <cstdio>
#include <exception>
#include <utility>

namespace {

int alive = 0;
int misplaced = 0;

/// Knows its own address, and counts how many of it there are.
class Tracked
{
public:
    Tracked() { ++alive; }
    Tracked(const Tracked&) { ++alive; }
    Tracked(Tracked&&) noexcept { ++alive; }
    Tracked& operator=(const Tracked&) { return *this; }
    Tracked& operator=(Tracked&&) noexcept { return *this; }
    ~Tracked()
    {
        if (!in_place())
            ++misplaced;
        self_ = nullptr;
        --alive;
    }

    bool in_place() const { return self_ == this; }

private:
    const Tracked* self_ = this;
};

/// The least that can be awaited: starts when awaited, goes on with its caller at the end.
template <class T>
class Task
{
public:
    struct promise_type
    {
        T value{};
        std::coroutine_handle<> caller = std::noop_coroutine();

        struct ToCaller
        {
            bool await_ready() noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> done) noexcept
            {
                return done.promise().caller;
            }
            void await_resume() noexcept {}
        };

        Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        ToCaller final_suspend() noexcept { return {}; }
        void unhandled_exception() { std::terminate(); }
        template <class U>
        void return_value(U&& returned)
        {
            value = std::forward<U>(returned);
        }
    };

    explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
    Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Task& operator=(Task&&) = delete;
    ~Task()
    {
        if (handle_)
            handle_.destroy();
    }

    bool await_ready() { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> caller)
    {
        handle_.promise().caller = caller;
        return handle_;
    }
    T await_resume() { return std::move(handle_.promise().value); }

    T run()
    {
        handle_.resume();
        return await_resume();
    }

private:
    std::coroutine_handle<promise_type> handle_;
};

struct Pair
{
    Tracked first;
    Tracked second;
};

Task<bool> yes()
{
    co_return true;
}

Task<Tracked> make()
{
    co_return Tracked();
}

Task<bool> take(Pair pair)
{
    co_return pair.first.in_place() && pair.second.in_place();
}

template <class Function>
Task<bool> call(Function function)
{
    co_return function();
}

Task<bool> awaits_in_a_condition()
{
    if (co_await yes())
        co_return true;
    co_return false;
}

Task<bool> awaits_in_a_loop_condition()
{
    while (co_await yes())
        co_return true;
    co_return false;
}

Task<bool> passes_an_aggregate()
{
    co_return co_await take(Pair{Tracked(), Tracked()});
}

Task<bool> passes_a_braced_argument()
{
    co_return co_await take({Tracked(), Tracked()});
}

Task<bool> passes_a_capturing_lambda()
{
    const Tracked captured;
    co_return co_await call([captured] { return captured.in_place(); });
}

Task<bool> awaits_in_a_ternary(bool first)
{
    const Tracked chosen = first ? co_await make() : Tracked();
    co_return chosen.in_place();
}

Task<Pair> awaits_in_a_returned_aggregate()
{
    co_return Pair{co_await make(), co_await make()};
}

template <class Function>
int fails(const char* name, Function passes)
{
    alive = 0;
    misplaced = 0;
    const bool passed = passes();
    if (passed && alive == 0 && misplaced == 0)
        return 0;
    std::printf("  %s\n", name);
    std::fflush(stdout); // the next case may crash
    return 1;
}

} // namespace

int main()
{
    return fails("co_await in a condition", [] { return awaits_in_a_condition().run(); }) +
           fails("co_await in a loop's condition", [] { return awaits_in_a_loop_condition().run(); }) +
           fails("aggregate as an argument", [] { return passes_an_aggregate().run(); }) +
           fails("braced argument", [] { return passes_a_braced_argument().run(); }) +
           fails("capturing lambda as an argument", [] { return passes_a_capturing_lambda().run(); }) +
           fails("co_await in a ternary, taken", [] { return awaits_in_a_ternary(true).run(); }) +
           fails("co_await in a ternary, not taken", [] { return awaits_in_a_ternary(false).run(); }) +
           fails("co_await in a returned aggregate",
                 [] { return awaits_in_a_returned_aggregate().run().first.in_place(); });
}
