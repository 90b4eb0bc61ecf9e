using LlmGateway.Database;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Authentication.Policies;

/// <summary>
/// Asks the database, patiently for two seconds at most. After a failure nobody waits for it: questions fail at once until the watch, which asks twice a second,
/// has had an answer.
/// </summary>
internal sealed class PolicyDatabase(IDbContextFactory<GatewayContext> contexts, TimeProvider time, ILogger<PolicyDatabase> logger)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private volatile bool _isAway;

    public bool IsAway => _isAway;

    public Task<T> AskAsync<T>(Func<GatewayContext, CancellationToken, Task<T>> question) =>
        _isAway ? throw new DatabaseAwayException() : ProbeAsync(question);

    /// <summary>Asks even if the last question failed.</summary>
    public async Task<T> ProbeAsync<T>(Func<GatewayContext, CancellationToken, Task<T>> question)
    {
        using var patience = new CancellationTokenSource(s_patience, time);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(patience.Token);
            var answer = await question(context, patience.Token);
            _isAway = false;
            return answer;
        }
        catch (Exception exception)
        {
            // Whatever the reason, policies cannot be read now; and a cause that is not the database's absence is in the log too.
            if (!_isAway) Log.DatabaseAway(logger, exception);
            _isAway = true;
            throw new DatabaseAwayException(exception);
        }
    }
}
