using KLDiv.Tests.Support;

namespace KLDiv.Tests.Memory;

public sealed unsafe class GuardedMemoryTests
{
    [PagesFact]
    public void The_system_refuses_to_read_or_write_the_byte_before_and_the_byte_behind()
    {
        using GuardedMemory<double> memory = new(513);

        Assert.False(MemoryPages.CanRead(memory.First - 1));
        Assert.False(MemoryPages.CanWrite(memory.First - 1));
        Assert.False(MemoryPages.CanRead(memory.End));
        Assert.False(MemoryPages.CanWrite(memory.End));
    }

    [PagesFact]
    public void The_system_reads_and_writes_the_first_and_the_last_byte_inside()
    {
        using GuardedMemory<double> memory = new(513);

        Assert.True(MemoryPages.CanRead(memory.First));
        Assert.True(MemoryPages.CanWrite(memory.First));
        Assert.True(MemoryPages.CanRead(memory.End - 1));
        Assert.True(MemoryPages.CanWrite(memory.End - 1));
    }

    [PagesTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(513)]
    public void Elements_lie_flush_against_the_guard(int count)
    {
        using GuardedMemory<float> memory = new(513);
        fixed (float* first = memory.Take(count + 1, atEnd: false), last = memory.Take(count + 1, atEnd: true))
        {
            Assert.True((byte*)first == memory.First);
            Assert.True((byte*)(last + count + 1) == memory.End);
        }
    }

    [PagesTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_write_beside_the_elements_shows(bool atEnd)
    {
        using GuardedMemory<float> memory = new(40);
        Span<float> taken = memory.TakeMarked(20, atEnd);
        taken.Fill(1);
        Assert.True(memory.IsUntouchedBeside(taken));
        Assert.False(GuardedMemory<float>.IsUntouched(taken));

        Span<float> wider = memory.Take(21, atEnd);
        wider[atEnd ? 0 : 20] = 1;
        Assert.False(memory.IsUntouchedBeside(taken));
    }
}
