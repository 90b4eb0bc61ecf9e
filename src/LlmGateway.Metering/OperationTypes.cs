namespace LlmGateway.Metering;

public static class OperationTypes
{
    private static readonly string[] s_names =
        ["llm_call", "script_generation", "image_generation", "video_generation", "embedding", "audio", "realtime", "other"];

    public static string Name(this OperationType type) => s_names[(int)type];

    public static bool TryParse(string? name, out OperationType type)
    {
        type = (OperationType)Array.IndexOf(s_names, name);
        return (int)type >= 0;
    }
}
