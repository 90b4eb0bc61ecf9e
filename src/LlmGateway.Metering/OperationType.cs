namespace LlmGateway.Metering;

/// <summary>What kind of work an operation is; the names of the ledger's <c>operation_type</c>.</summary>
public enum OperationType
{
    LlmCall,
    ScriptGeneration,
    ImageGeneration,
    VideoGeneration,
    Embedding,
    Audio,
    Realtime,
    Other,
}
