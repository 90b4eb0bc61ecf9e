namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>The linked infrastructure says what must hold in the words of the tests' framework; here what does not hold ends the benchmark.</summary>
internal static class Assert
{
    public static void True(bool holds, string message)
    {
        if (!holds) throw new InvalidOperationException(message);
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public static void Fail(string message) => throw new InvalidOperationException(message);

    public static T Single<T>(IReadOnlyList<T> items) => items.Single();
}
