namespace LlmGateway.Tests.Providers.Gemini;

/// <summary>Changes bytes at random places: replaces, removes, repeats or inserts one, or cuts off what follows.</summary>
internal static class Mutation
{
    public static byte[] Of(byte[] bytes, (double Place, byte Value, int Kind)[] mutations)
    {
        var changed = new List<byte>(bytes);
        foreach (var (place, value, kind) in mutations)
        {
            if (changed.Count == 0) break;
            var at = Math.Min((int)(changed.Count * place), changed.Count - 1);
            switch (kind)
            {
                case 0: changed[at] = value; break;
                case 1: changed.RemoveAt(at); break;
                case 2: changed.Insert(at, changed[at]); break;
                case 3: changed.Insert(at, value); break;
                default: changed.RemoveRange(at, changed.Count - at); break;
            }
        }

        return [.. changed];
    }
}
