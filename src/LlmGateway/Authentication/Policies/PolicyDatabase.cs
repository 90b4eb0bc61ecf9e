using LlmGateway.Database;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Authentication.Policies;

/// <summary>
/// Asks the database, patiently for two seconds at most. After a failure nobody waits for it: questions fail at once until the watch, which asks twice a second,
/// has had an answer.
/// </summary>
internal sealed class PolicyDatabase(IDbContextFactory<GatewayContext> contexts, TimeProvider time, ILogger<PolicyDatabase> logger)
{
    /// <summary>Each holds a connection until the driver gives it up; with so many of them another question would not fare better.</summary>
    private const int MostAbandoned = 8;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private volatile bool _isAway;
    private int _abandoned;

    public bool IsAway => _isAway;

    public Task<T> AskAsync<T>(Func<GatewayContext, Task<T>> question) => _isAway ? throw new DatabaseAwayException() : ProbeAsync(question);

    /// <summary>Asks even if the last question failed.</summary>
    public async Task<T> ProbeAsync<T>(Func<GatewayContext, Task<T>> question)
    {
        if (Volatile.Read(ref _abandoned) >= MostAbandoned) throw new DatabaseAwayException();

        // Not cancelled but left behind: to cancel a statement, PostgreSQL's driver asks the same server by a second connection and waits for it, a minute if it hangs.
        var answering = Task.Run(() => AnswerAsync(question));
        try
        {
            var answer = await answering.WaitAsync(s_patience, time);
            _isAway = false;
            return answer;
        }
        catch (Exception exception)
        {
            // Whatever the reason, policies cannot be read now; and a cause that is not the database's absence is in the log too.
            if (!_isAway) Log.DatabaseAway(logger, exception);
            _isAway = true;
            Abandon(answering);
            throw new DatabaseAwayException(exception);
        }
    }

    private async Task<T> AnswerAsync<T>(Func<GatewayContext, Task<T>> question)
    {
        await using var context = await contexts.CreateDbContextAsync();
        return await question(context);
    }

    private void Abandon(Task answering)
    {
        Interlocked.Increment(ref _abandoned);
        answering.ContinueWith(
            ended =>
            {
                _ = ended.Exception;
                Interlocked.Decrement(ref _abandoned);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
