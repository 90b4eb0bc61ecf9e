namespace LlmGateway.Quotas.Redis;

/// <summary>Calls that go into one run of a script, and the accounts that they have between them.</summary>
/// <typeparam name="TItem">What is asked for one call.</typeparam>
/// <typeparam name="TAnswer">What is answered to it.</typeparam>
internal abstract class ScriptGroup<TItem, TAnswer>
{
    /// <summary>So many calls take Redis about a millisecond.</summary>
    private const int MostCalls = 64;

    private HashSet<string>? _ids;

    protected List<TItem> Items { get; } = [];

    /// <returns>False if the call must go into another group: this one is full, has the same reservation, or sees one of its accounts with other eyes.</returns>
    public bool TryAdd(TItem item)
    {
        if (Items.Count > 0) _ids ??= [IdOf(Items[0])];
        if (Items.Count == MostCalls || _ids?.Add(IdOf(item)) == false || !TryNumber(item)) return false;
        Items.Add(item);
        return true;
    }

    /// <returns>The answers, in the order of the calls.</returns>
    /// <exception cref="StoreUnreachableException">No answer.</exception>
    public abstract Task<TAnswer[]> RunAsync();

    protected abstract string IdOf(TItem item);

    /// <summary>Writes the numbers of a call's accounts into what is sent for it.</summary>
    protected abstract bool TryNumber(TItem item);
}
