# A Slurm cluster on this machine's loopback, for tests: one controller and three nodes, on ports of their own, all files in $cluster.
# Sourced by a script that has set `cluster` to an empty folder.

install_slurm() { # Status 3: there is no Slurm and no apt-get to install it with.
    command -v slurmctld > /dev/null && command -v slurmd > /dev/null && command -v munged > /dev/null && return 0
    command -v apt-get > /dev/null || return 3
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends slurm-wlm munge > /dev/null
}

free_ports() { # COUNT: prints the first of as many neighbouring ports that nobody listens on
    local first port
    while first=$((20000 + RANDOM % 10000)); do
        for ((port = first; port < first + $1; port++)); do
            (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null && continue 2
        done
        echo "$first"
        return
    done
}

configure_cluster() {
    local host user port
    host=$(hostname -s)
    user=$(id -un)
    port=$(free_ports 4)
    mkdir "$cluster/state" "$cluster/no-cgroups"
    # Nothing is put into control groups. Slurm loads a plugin for them all the same; this one looks for nothing before it is used.
    printf 'CgroupPlugin=cgroup/v1\nCgroupMountpoint=%s\n' "$cluster/no-cgroups" > "$cluster/cgroup.conf"
    cat > "$cluster/slurm.conf" << EOF
ClusterName=kldiv
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
NodeName=node[1-3] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$((port + 1))-$((port + 3))] CPUs=1
PartitionName=main Nodes=ALL Default=YES State=UP
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
AuthType=auth/munge
AuthInfo=socket=$cluster/munge.socket
SlurmUser=$user
SlurmdUser=$user
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdTimeout=10
ReturnToService=2
JobRequeue=1
JobCompType=jobcomp/filetxt
JobCompLoc=$cluster/completed
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/%n
SlurmctldPidFile=$cluster/slurmctld.pid
SlurmdPidFile=$cluster/%n.pid
SlurmctldLogFile=$cluster/slurmctld.log
SlurmdLogFile=$cluster/%n.log
EOF
    export SLURM_CONF=$cluster/slurm.conf
}

start_cluster() { # Returns when all nodes wait for work.
    local node
    chmod 755 "$cluster"
    configure_cluster
    (umask 077 && head -c 1024 /dev/urandom > "$cluster/munge.key")
    # Forced, because the folder lies in one that everybody may write to.
    munged --foreground --force --num-threads=2 --socket="$cluster/munge.socket" --key-file="$cluster/munge.key" \
        --pid-file="$cluster/munge.pid" --log-file="$cluster/munged.log" --seed-file="$cluster/munge.seed" > /dev/null 2>&1 &
    munge_process=$!
    eventually 20 test -S "$cluster/munge.socket" || return
    slurmctld -D > /dev/null 2>&1 &
    controller_process=$!
    declare -gA node_process=()
    for node in node1 node2 node3; do
        mkdir "$cluster/$node"
        slurmd -D -N "$node" > /dev/null 2>&1 &
        node_process[$node]=$!
    done
    eventually 60 all_nodes_are_idle
}

all_nodes_are_idle() {
    [ "$(sinfo -h -N -o %T 2> /dev/null | sort | uniq -c | tr -s ' ')" = " 3 idle" ]
}

kill_node() { # NODE PROCESS...: as if it had lost its power; the processes are those of the task that runs there, parents first
    # A parent that outlived its child would still tell the controller how the child ended.
    local node=$1
    shift
    kill -KILL "${node_process[$node]}" "$@"
    wait "${node_process[$node]}" 2> /dev/null
    unset "node_process[$node]"
}

stop_cluster() {
    if [ -n "${controller_process-}" ]; then
        scancel --user="$(id -un)" 2> /dev/null
        eventually 20 queue_is_empty
    fi
    local processes=(${node_process[@]+"${node_process[@]}"} ${controller_process-} ${munge_process-})
    [ ${#processes[@]} -eq 0 ] && return
    kill "${processes[@]}" 2> /dev/null
    wait "${processes[@]}" 2> /dev/null
}

queue_is_empty() {
    local queue
    queue=$(squeue -h 2> /dev/null) && [ -z "$queue" ]
}

eventually() { # SECONDS COMMAND...: whether the command succeeds in about this time
    # Counted and not looked up, so that a machine that is halted meanwhile does not use them up.
    local tries=$(($1 * 5))
    shift
    until "$@"; do
        [ $((tries -= 1)) -gt 0 ] || return 1
        sleep 0.2
    done
}
